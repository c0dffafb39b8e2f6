"""The prompts, as Markdown; `assistant.agent.prompting` reads them. A package only so that an
editable install finds its files.
"""
