"""The Flask application: views, forms, security headers."""
