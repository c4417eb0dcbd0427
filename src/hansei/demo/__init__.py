"""The demo organization: invented people, loaded through the same services as real ones."""
