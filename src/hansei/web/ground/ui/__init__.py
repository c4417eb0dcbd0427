"""The look: base templates, components, the stylesheet, the error pages."""
