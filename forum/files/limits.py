"""How often one person may bring a file, and send a form that can hold one."""

from forum.foundation.ratelimit import Limit

UPLOADS = Limit("uploads", burst=20, seconds=10)
FORMS = Limit("forms with files", burst=40, seconds=3)
