"""Pictures: data in, accessible SVG out. No styles, no scripts, no words of their own."""
