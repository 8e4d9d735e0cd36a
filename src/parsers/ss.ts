/** A socket that listens, and the processes that hold it; none where the kernel holds it, or where only root may know. */
export interface ListeningSocket {
	/** An address, `*` or `0.0.0.0`, without the device it is bound to. */
	readonly address: string;
	readonly port: number;
	readonly processes: readonly {readonly name: string; readonly pid: number}[];
}

/** `ss -H -lntp`: `LISTEN 0 8 0.0.0.0:179 0.0.0.0:* users:(("bird",pid=18510,fd=7))`. */
export const parseListeningSockets = (text: string): readonly ListeningSocket[] =>
	text
		.split('\n')
		.filter(line => line.trim() !== '')
		.map(line => {
			const [, address, port] = /^\s*LISTEN\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s/.exec(line) ?? [];
			if (address === undefined || port === undefined) {
				throw new Error(`expected a socket that listens, got ${JSON.stringify(line.slice(0, 60))}`);
			}
			const processes = [...line.matchAll(/\("([^"]*)",pid=(\d{1,10})/g)].map(([, name = '', pid]) => ({
				name,
				pid: Number(pid),
			}));
			return {address: address.replace(/%[^%\]]*(?=\]?$)/, ''), port: Number(port), processes};
		});
