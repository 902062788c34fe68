"""The one family of errors a person may see: each names what, which, and the next step."""


class SpotterError(Exception):
    """Something a person can act on; its text is shown as it is, without a stack trace."""


class ArticleError(SpotterError):
    """An article or one of its data files is missing, altered or malformed."""


class DataError(SpotterError):
    """A data file of the product, other than an article's, is missing or malformed."""


class IndexFault(SpotterError):
    """The weights or the index cannot be used."""


class InputError(SpotterError):
    """What was handed in cannot be read: a file, a row, a setting."""
