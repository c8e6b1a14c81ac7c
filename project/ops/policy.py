"""The content security policy of every answer: strict, and a little wider only where a library's page needs it."""

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

# The admin's Alpine.js evaluates the expressions in its own templates and writes style attributes.
WIDER = {
    "/admin/": {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]},
    "/api/docs/": {"style-src": [UNSAFE_INLINE]},
    "/api/redoc/": {"style-src": [UNSAFE_INLINE], "worker-src": ["blob:"]},
}


class ContentPolicy(CSPMiddleware):
    """One policy for the site; the admin and the API's documentation get what they cannot do without."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The settings' policy, and what the path adds to it."""
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, update in WIDER.items():
            if request.path.startswith(prefix):
                parts.update = {**(parts.update or {}), **update}
        return parts
