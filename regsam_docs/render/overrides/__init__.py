"""What a content repository may put in place of the product's templates and stylesheets, and what these may do
(docs/vorlagen.md). Whoever sends a pull request may have written them."""
