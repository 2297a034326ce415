"""What outcomes, verdicts and flags mean to a person, and what to do about them, in Spanish and English.

The one place of these words: the API, the pages, webhooks and digests take them from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict

Words = Mapping[str, str]
"""A text by language: `es` and `en`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was seen, in a plain sentence, and what to do about it; no remedy where nothing is to be done."""

    sentence: Words
    remedy: Words | None = None


VERDICT_LABELS: Final[Mapping[EvidenceVerdict, Words]] = MappingProxyType(
    {
        EvidenceVerdict.UNKNOWN: {"es": "Sin verificar", "en": "Not checked yet"},
        EvidenceVerdict.LIVE: {"es": "Disponible", "en": "Available"},
        EvidenceVerdict.RESTRICTED: {"es": "Acceso restringido", "en": "Restricted access"},
        EvidenceVerdict.SUSPECT: {"es": "En duda", "en": "In doubt"},
        EvidenceVerdict.DEAD: {"es": "Enlace roto", "en": "Broken link"},
        EvidenceVerdict.INVALID: {"es": "Dirección no válida", "en": "Invalid address"},
    }
)


def _said(es: str, en: str, do_es: str | None = None, do_en: str | None = None) -> Said:
    remedy = None if do_es is None or do_en is None else {"es": do_es, "en": do_en}
    return Said(sentence={"es": es, "en": en}, remedy=remedy)


_MEND_ES: Final = "Publique el documento otra vez en la misma dirección, o cite la nueva y retire esta."
_MEND_EN: Final = "Publish the document at the same address again, or cite the new one and withdraw this one."
_WAIT_ES: Final = "Puede ser pasajero: se volverá a intentar. Si dura, avise a quien administra el sitio."
_WAIT_EN: Final = "It may pass: it will be tried again. If it lasts, tell whoever runs the site."
_OPEN_ES: Final = (
    "Publique el documento donde cualquier persona pueda abrirlo sin cuenta ni permiso, o súbalo como archivo."
)
_OPEN_EN: Final = (
    "Publish the document where anybody can open it without an account or a permission, or upload it as a file."
)
_TLS_ES: Final = "Pida a quien administra el sitio que renueve o corrija el certificado."
_TLS_EN: Final = "Ask whoever runs the site to renew or mend its certificate."

OUTCOMES: Final[Mapping[CheckOutcome, Said]] = MappingProxyType(
    {
        CheckOutcome.OK: _said("Se abrió y mostró contenido.", "It opened and showed content."),
        CheckOutcome.AUTH_REQUIRED: _said(
            "El sitio pide un usuario y una contraseña.",
            "The site asks for a user name and a password.",
            _OPEN_ES,
            _OPEN_EN,
        ),
        CheckOutcome.LOGIN_WALL: _said(
            "El sitio lleva a una página de inicio de sesión.", "The site leads to a login page.", _OPEN_ES, _OPEN_EN
        ),
        CheckOutcome.FORBIDDEN: _said(
            "El sitio negó el acceso a nuestro verificador; puede que a una persona sí le abra.",
            "The site refused our checker; it may well open for a person.",
            "Ábralo usted: si funciona, pida al sitio que permita a nuestro verificador; si no, publíquelo abierto.",
            "Open it yourself: if it works, ask the site to let our checker in; if not, publish the document openly.",
        ),
        CheckOutcome.BOT_CHALLENGE: _said(
            "El sitio pide demostrar que no se es un robot, así que no pudimos ver el contenido.",
            "The site asks for proof that one is no robot, so we could not see the content.",
            "Suba el documento como archivo, o pida al sitio que permita a nuestro verificador.",
            "Upload the document as a file, or ask the site to let our checker in.",
        ),
        CheckOutcome.PAYMENT_REQUIRED: _said(
            "El sitio pide un pago.", "The site asks for a payment.", _OPEN_ES, _OPEN_EN
        ),
        CheckOutcome.LEGAL_BLOCK: _said(
            "El sitio dice que no puede mostrarlo por razones legales.",
            "The site says that it may not show it for legal reasons.",
            _OPEN_ES,
            _OPEN_EN,
        ),
        CheckOutcome.NOT_FOUND: _said(
            "El sitio respondió que esta página no existe.",
            "The site answered that this page does not exist.",
            _MEND_ES,
            _MEND_EN,
        ),
        CheckOutcome.GONE: _said(
            "El sitio respondió que esta página fue retirada para siempre.",
            "The site answered that this page was removed for good.",
            _MEND_ES,
            _MEND_EN,
        ),
        CheckOutcome.SOFT_404: _said(
            "El sitio responde con otra página, como hace con cualquier dirección que no existe.",
            "The site answers with another page, as it does for any address that does not exist.",
            _MEND_ES,
            _MEND_EN,
        ),
        CheckOutcome.PARKED: _said(
            "El dominio está en venta o muestra solo publicidad.",
            "The domain is for sale, or shows advertising alone.",
            "Recupere el dominio, o cite la dirección en que el documento está hoy y retire esta.",
            "Get the domain back, or cite the address where the document is today and withdraw this one.",
        ),
        CheckOutcome.DNS_NXDOMAIN: _said(
            "El nombre del sitio no existe en internet.",
            "The name of the site does not exist on the internet.",
            "Revise si el nombre está bien escrito y si el dominio fue renovado.",
            "Check that the name is spelt right and that the domain was renewed.",
        ),
        CheckOutcome.TIMEOUT_CONNECT: _said(
            "El sitio no respondió a tiempo.", "The site did not answer in time.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.TIMEOUT_READ: _said(
            "El sitio empezó a responder y no terminó a tiempo.",
            "The site did not finish its answer in time.",
            _WAIT_ES,
            _WAIT_EN,
        ),
        CheckOutcome.CONN_REFUSED: _said(
            "El servidor rechazó la conexión.", "The server refused the connection.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.CONN_RESET: _said(
            "El servidor cortó la conexión.", "The server cut the connection.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.NET_UNREACHABLE: _said(
            "No hubo camino hasta el servidor.", "There was no way to the server.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.DNS_TEMPORARY: _said(
            "El nombre del sitio no se pudo consultar.",
            "The name of the site could not be looked up.",
            _WAIT_ES,
            _WAIT_EN,
        ),
        CheckOutcome.HTTP_5XX: _said(
            "El servidor respondió con un error propio.",
            "The server answered with a fault of its own.",
            _WAIT_ES,
            _WAIT_EN,
        ),
        CheckOutcome.HTTP_4XX_OTHER: _said(
            "El servidor no aceptó la petición.", "The server did not accept the request.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.REDIRECT_LOOP: _said(
            "El sitio remite en círculo de una dirección a otra.",
            "The site leads in a circle from one address to another.",
            "Corrija las redirecciones del sitio, o cite la dirección final.",
            "Mend the redirects of the site, or cite the final address.",
        ),
        CheckOutcome.TOO_MANY_REDIRECTS: _said(
            "El sitio remite demasiadas veces de una dirección a otra.",
            "The site leads from one address to another too many times.",
            "Cite la dirección final.",
            "Cite the final address.",
        ),
        CheckOutcome.PROTOCOL_ERROR: _said(
            "La respuesta del servidor no se pudo entender.",
            "The server's answer could not be understood.",
            _WAIT_ES,
            _WAIT_EN,
        ),
        CheckOutcome.TRUNCATED: _said(
            "La respuesta llegó incompleta.", "The answer came incomplete.", _WAIT_ES, _WAIT_EN
        ),
        CheckOutcome.TLS_HANDSHAKE: _said(
            "No se pudo establecer una conexión segura.", "No secure connection could be made.", _TLS_ES, _TLS_EN
        ),
        CheckOutcome.TLS_NAME_MISMATCH: _said(
            "El certificado es de otro sitio.", "The certificate is another site's.", _TLS_ES, _TLS_EN
        ),
        CheckOutcome.EMPTY_BODY: _said("La página llegó vacía.", "The page came empty.", _MEND_ES, _MEND_EN),
        CheckOutcome.TYPE_MISMATCH: _said(
            "No llegó el tipo de documento que la dirección promete.",
            "What came is not the kind of document that the address promises.",
            _MEND_ES,
            _MEND_EN,
        ),
        CheckOutcome.RATE_LIMITED: _said(
            "El sitio pidió esperar; esta visita no cuenta.", "The site asked us to wait; this visit does not count."
        ),
        CheckOutcome.MAINTENANCE: _said(
            "El sitio avisó que está en mantenimiento; esta visita no cuenta.",
            "The site said that it is under maintenance; this visit does not count.",
        ),
        CheckOutcome.ROBOTS_DISALLOWED: _said(
            "El sitio pide en robots.txt que los verificadores no abran esta página.",
            "The site asks in robots.txt that checkers do not open this page.",
            "Ábralo usted; para verificarlo, permita a ConstanciaBot en robots.txt o suba el documento como archivo.",
            "Open it yourself; to have it checked, allow ConstanciaBot in robots.txt or upload the document as a file.",
        ),
        CheckOutcome.DEFERRED: _said(
            "La visita se aplazó porque el sitio no está respondiendo.",
            "The visit was put off because the site is not answering at present.",
        ),
        CheckOutcome.OUR_SIDE_FAILURE: _said(
            "El problema fue nuestro; esta visita no cuenta.", "The trouble was ours; this visit does not count."
        ),
        CheckOutcome.INVALID_URL: _said(
            "Esto no es una dirección de internet.",
            "This is no address on the web.",
            "Cite la dirección completa, con http:// o https://.",
            "Cite the whole address, with http:// or https://.",
        ),
        CheckOutcome.UNSUPPORTED_SCHEME: _said(
            "Esta dirección no es de una página de internet.",
            "This address is not one of a web page.",
            "Cite una dirección que empiece con http:// o https://, o suba el archivo.",
            "Cite an address that begins with http:// or https://, or upload the file.",
        ),
        CheckOutcome.BLOCKED_BY_POLICY: _said(
            "Esta dirección lleva a una red privada o reservada, que el público no puede abrir.",
            "This address leads to a private or reserved network, which the public cannot open.",
            _OPEN_ES,
            _OPEN_EN,
        ),
    }
)

FLAGS: Final[Mapping[CheckFlag, Said]] = MappingProxyType(
    {
        CheckFlag.MOVED_PERMANENTLY: _said(
            "El sitio dice que la página se mudó para siempre.",
            "The site says that the page has moved for good.",
            "Cite la dirección nueva: la redirección puede desaparecer.",
            "Cite the new address: the redirect may go.",
        ),
        CheckFlag.SHORTENER_AT_RISK: _said(
            "Es una dirección acortada: si el acortador cierra, se pierde.",
            "It is a shortened address: if the shortener closes, it is lost.",
            "Cite la dirección a la que lleva.",
            "Cite the address that it leads to.",
        ),
        CheckFlag.TLS_EXPIRED: _said("El certificado venció.", "The certificate has expired.", _TLS_ES, _TLS_EN),
        CheckFlag.TLS_NOT_YET_VALID: _said(
            "El certificado aún no es válido.", "The certificate is not valid yet.", _TLS_ES, _TLS_EN
        ),
        CheckFlag.TLS_INCOMPLETE_CHAIN: _said(
            "Al certificado le falta un eslabón; algunos navegadores lo rechazarán.",
            "The certificate lacks a link; some browsers will refuse it.",
            "Pida que el servidor envíe también el certificado intermedio.",
            "Have the server send the intermediate certificate too.",
        ),
        CheckFlag.TLS_UNTRUSTED: _said(
            "Nadie de confianza responde por el certificado.",
            "Nobody trusted vouches for the certificate.",
            _TLS_ES,
            _TLS_EN,
        ),
        CheckFlag.HTTP_ONLY: _said(
            "La página viaja sin cifrar.",
            "The page travels unencrypted.",
            "Ofrezca el sitio por https:// y cite esa dirección.",
            "Offer the site by https:// and cite that address.",
        ),
        CheckFlag.SLOW_BODY: _said("La página llegó muy despacio.", "The page came very slowly."),
        CheckFlag.TRUNCATED_BY_US: _said(
            "Solo se miró el principio: es un documento grande.",
            "Only its beginning was looked at: it is a large document.",
        ),
        CheckFlag.UA_SENSITIVE: _said(
            "El sitio rechaza a los verificadores y abre a los navegadores.",
            "The site refuses checkers and opens for browsers.",
            "Pida al sitio que permita a ConstanciaBot.",
            "Ask the site to allow ConstanciaBot.",
        ),
        CheckFlag.RETRIED: _said("Se abrió al segundo intento.", "It opened at the second attempt."),
        CheckFlag.RATE_LIMITED_ONCE: _said("El sitio pidió esperar una vez.", "The site asked us to wait once."),
        CheckFlag.CONTENT_CHANGED: _said(
            "El texto cambió desde la visita anterior.", "The text has changed since the visit before."
        ),
        CheckFlag.FRAGMENT_MISSING: _said(
            "La página se abre, pero no tiene el lugar que la dirección señala con #.",
            "The page opens, but does not have the place that the address names with #.",
            "Revise la parte de la dirección que sigue a #.",
            "Check the part of the address behind #.",
        ),
        CheckFlag.RECOVERED: _said("Volvió a estar disponible.", "It is available again."),
        CheckFlag.FLAKY: _said(
            "Falla y se recupera una y otra vez.",
            "It fails and recovers again and again.",
            "Avise a quien administra el sitio, o suba el documento como archivo.",
            "Tell whoever runs the site, or upload the document as a file.",
        ),
        CheckFlag.SINGLE_VANTAGE: _said("Se miró desde un solo lugar.", "It was looked at from one place only."),
    }
)
