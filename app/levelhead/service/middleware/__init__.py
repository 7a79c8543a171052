"""What happens to every request before and after its route: pure ASGI, knows nothing of text."""
