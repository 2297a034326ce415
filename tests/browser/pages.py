"""Every page that the browser looks at, at each width and in each way."""

PAGES = (
    "/",
    "/en/",
    "/planes/gt-2016-2018?as_of=2017-09-29",
    "/planes/gt-2016-2018/compromisos/18",
    "/en/plans/gt-2016-2018/commitments/22",
    "/embed/",
    "/en/embed/",
    "/planes/no-hay",
)
