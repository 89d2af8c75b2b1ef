"""A server and files that notice whoever reaches for them from within a paper."""

SECRET = "geheim-aus-der-datei"

REFERENCES = {
    "image": '<img src="{}/a.png" alt="x">',
    "srcset": '<img srcset="{}/b.png 2x" alt="x">',
    "picture": '<picture><source srcset="{}/c.png"><img alt="x" src="{}/c.png"></picture>',
    "style sheet": '<link rel="stylesheet" href="{}/d.css">',
    "attachment": '<link rel="attachment" href="{}/e.txt">',
    "attached link": '<a rel="attachment" href="{}/f.txt">x</a>',
    "icon": '<link rel="icon" href="{}/g.png">',
    "background": '<p style="background: url({}/h.png)">x</p>',
    "list image": '<ul style="list-style: url({}/i.png)"><li>x</li></ul>',
    "content": "<style>p::before {{ content: url({}/j.png) }}</style>",
    "import": "<style>@import url({}/k.css);</style>",
    "font": "<style>@font-face {{ font-family: f; src: url({}/l.woff) }} b {{ font-family: f }}</style><b>x</b>",
    "colour profile": "<style>@color-profile --p {{ src: url({}/m.icc) }}</style>",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{}/n.png" width="9" height="9"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><use href="{}/o.svg#a"/></svg>',
    "object": '<object data="{}/p.svg"></object><embed src="{}/p.svg">',
    "frame": '<iframe src="{}/q.html"></iframe>',
    "base": '<base href="{}/"><img src="r.png" alt="x">',
}


def referring(name, address, folder):
    """Return HTML that reaches for a server, for files in a folder, and for what may be at hand."""
    for suffix in "abcdefghijklmnopqrs":
        for ending in ("png", "css", "txt", "woff", "icc", "svg", "html"):
            (folder / f"{suffix}.{ending}").write_text(SECRET)
    return "".join(
        REFERENCES[name].replace("{{", "{").replace("}}", "}").replace("{}", base)
        for base in (address, folder.as_uri(), "ftp://127.0.0.1", str(folder))
    )
