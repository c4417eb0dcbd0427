"""The web application: it stores, asks and shows; judgement lives in core."""
