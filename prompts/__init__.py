"""The model's instructions, as files under test. See `assistant.agent.prompting`."""
