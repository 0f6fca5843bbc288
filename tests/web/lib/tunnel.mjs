/** A cable between the browser and Odoo that can be pulled out: Playwright's `setOffline` lets go on what is connected. */
import { connect, createServer } from "node:net";

export async function startTunnel(target) {
    const { hostname, port } = new URL(target);
    const sockets = new Set();
    let isCut = false;
    const server = createServer((near) => {
        if (isCut) {
            near.destroy();
            return;
        }
        const far = connect(Number(port), hostname);
        for (const [socket, other] of [
            [near, far],
            [far, near],
        ]) {
            sockets.add(socket);
            socket.pipe(other);
            socket.on("error", () => {});
            socket.on("close", () => {
                sockets.delete(socket);
                other.destroy();
            });
        }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const cut = () => {
        isCut = true;
        sockets.forEach((socket) => socket.destroy());
    };
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        cut,
        mend: () => (isCut = false),
        async stop() {
            cut();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}
