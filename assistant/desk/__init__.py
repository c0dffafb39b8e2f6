"""Use cases, one gerund each. They await and hold no rules."""
