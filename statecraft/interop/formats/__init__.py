"""Drawings in the languages of other tools: Mermaid, PlantUML, state-machine-cat."""
