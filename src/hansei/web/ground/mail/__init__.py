"""Mail that says nothing: kept as who and what about, written when it is sent, sent until it is out."""
