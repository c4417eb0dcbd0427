"""Try-outs with a locked expectation, what happened, and what was learned."""
