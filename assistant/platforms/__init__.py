"""One adapter a file, all behind ports.SocialPlatform."""
