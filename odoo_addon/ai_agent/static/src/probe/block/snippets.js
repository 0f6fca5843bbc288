import { _t } from "@web/core/l10n/translation";

/**
 * What an administrator copies into a configuration. Code is not translated; the note beside it is.
 *
 * @typedef {Object} Snippet
 * @property {string} name of the proxy, "" where the code is for Odoo or a shell
 * @property {string} code "" where there is nothing to copy
 * @property {string} [note]
 */

/** @returns {Snippet[]} */
export const forShell = (code) => [{ name: "", code }];

/** @returns {Snippet[]} */
export const forOdoo = (lines) => forShell(["[options]", ...lines].join("\n"));

const NGINX_HEADERS = `proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;`;

const NGINX_LOCATION = (port) => `location /websocket {
    proxy_pass http://127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $odoo_connection;
    ${NGINX_HEADERS}
    proxy_buffering off;
    proxy_read_timeout 720s;
}`;

const NGINX_MAP = `map $http_upgrade $odoo_connection {
    default upgrade;
    ''      close;
}`;

/**
 * How `/websocket` gets to a port, unbuffered, in each proxy.
 *
 * @returns {Snippet[]}
 */
export function sendTo(port) {
    return [
        {
            name: "nginx",
            code: `# beside server { … }
${NGINX_MAP}

# inside server { … }
${NGINX_LOCATION(port)}`,
        },
        {
            name: "Apache",
            code: `# before the ProxyPass of /
ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}
SetEnvIf Request_URI ^/websocket no-gzip
ProxyPass /websocket http://127.0.0.1:${port}/websocket upgrade=websocket flushpackets=on timeout=720`,
            note: _t("Needs Apache 2.4.47 or newer, with the modules proxy_http, headers and setenvif."),
        },
        {
            name: "Caddy",
            code: `# before the reverse_proxy of the rest
handle /websocket* {
    reverse_proxy 127.0.0.1:${port} {
        flush_interval -1
    }
}`,
        },
        {
            name: "HAProxy",
            code: `# in the frontend, before the other backends
use_backend odoo_evented if { path_beg /websocket }

# a backend of its own
backend odoo_evented
    mode http
    option http-no-delay
    option forwardfor
    http-request set-header X-Forwarded-Host %[req.hdr(Host)]
    http-request set-header X-Forwarded-Proto https if { ssl_fc }
    timeout server 720s
    timeout tunnel 720s
    server odoo 127.0.0.1:${port}`,
        },
        {
            name: "Traefik",
            code: `http:
  routers:
    odoo-evented:
      rule: "PathPrefix(\`/websocket\`)"
      service: odoo-evented
  services:
    odoo-evented:
      loadBalancer:
        servers:
          - url: "http://127.0.0.1:${port}"`,
            note: _t("Give the router the same host, entry points and TLS as the one that Odoo has."),
        },
    ];
}

/**
 * How a proxy is told to hold nothing back.
 *
 * @returns {Snippet[]}
 */
export function holdNothingBack() {
    return [
        {
            name: "nginx",
            code: `# inside location /websocket { … }
proxy_buffering off;
proxy_cache off;
gzip off;`,
            note: _t("Odoo asks nginx for this with a header, too: look for proxy_ignore_headers X-Accel-Buffering."),
        },
        {
            name: "Apache",
            code: `SetEnvIf Request_URI ^/websocket no-gzip
# and at the end of the ProxyPass of /websocket
flushpackets=on`,
        },
        {
            name: "Caddy",
            code: `# inside reverse_proxy { … }
flush_interval -1`,
            note: _t("Caddy holds nothing back by itself: look for request or response buffers in reverse_proxy."),
        },
        {
            name: "HAProxy",
            code: `# inside the backend
option http-no-delay`,
            note: _t("If compression is on, leave text/event-stream out of its types."),
        },
        {
            name: "Traefik",
            code: "",
            note: _t("Take the middlewares buffering and compress off the router of /websocket."),
        },
        {
            name: "Cloudflare",
            code: "",
            note: _t("Bypass the cache for /websocket with a cache rule, and switch Response Buffering off under Network."),
        },
    ];
}

/**
 * How Odoo learns what the browser asked for.
 *
 * @returns {Snippet[]}
 */
export function passHeadersOn() {
    return [
        {
            name: "nginx",
            code: `# inside each location { … } of Odoo
    ${NGINX_HEADERS}`.replace(/^ {4}/gm, ""),
        },
        {
            name: "Apache",
            code: `ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}`,
            note: _t("Apache sends the other headers by itself."),
        },
        { name: "Caddy", code: "", note: _t("Caddy sends them by itself: look for header_up lines that take them away.") },
        {
            name: "HAProxy",
            code: `# inside each backend of Odoo
option forwardfor
http-request set-header X-Forwarded-Host %[req.hdr(Host)]
http-request set-header X-Forwarded-Proto https if { ssl_fc }`,
        },
        {
            name: "Traefik",
            code: "",
            note: _t("Traefik sends them by itself: if another proxy is before it, list that under forwardedHeaders.trustedIPs."),
        },
    ];
}

/** A proxy is made for a name; who came by a number has to put one in. */
const getName = (host) => (/^[\d.]+$|^\[|^localhost$/.test(host) ? "odoo.example.com" : host);

/**
 * A whole proxy for an Odoo that has none.
 *
 * @returns {Snippet[]}
 */
export function putProxy(host, pagePort, port) {
    const name = getName(host);
    return [
        {
            name: "nginx",
            code: `${NGINX_MAP}

server {
    listen 80;
    server_name ${name};
    client_max_body_size 128m;

    location / {
        proxy_pass http://127.0.0.1:${pagePort};
        proxy_read_timeout 720s;
        ${NGINX_HEADERS.replace(/\n/g, "\n    ")}
    }

    ${NGINX_LOCATION(port).replace(/\n/g, "\n    ")}
}`,
            note: _t("Add a certificate before you open it to the internet, and let only the proxy reach Odoo's own ports."),
        },
        {
            name: "Caddy",
            code: `${name} {
    handle /websocket* {
        reverse_proxy 127.0.0.1:${port} {
            flush_interval -1
        }
    }
    handle {
        reverse_proxy 127.0.0.1:${pagePort}
    }
}`,
            note: _t("For a public name Caddy gets the certificate by itself. Let only the proxy reach Odoo's own ports."),
        },
    ];
}
