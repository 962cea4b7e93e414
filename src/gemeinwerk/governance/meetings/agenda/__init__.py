"""The agenda: motions that wait for the body, topics that members bring, and their order."""
