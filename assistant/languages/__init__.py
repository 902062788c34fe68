"""A person's words in, the language they are in out; what is shown in it, as data, one file a language.

The safety line needs none of this: without the library, or in a language without a file, a person reads English.
"""

from assistant.languages.spoken import ENGLISH, language_of, missing_library
from assistant.languages.translation import Translation, read_translation, translated

__all__ = ["ENGLISH", "Translation", "language_of", "missing_library", "read_translation", "translated"]
