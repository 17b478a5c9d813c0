"""Files that people put beside their texts: pictures made anew, documents looked into, bytes by their hash."""
