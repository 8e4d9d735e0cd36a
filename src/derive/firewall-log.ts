import type {KernelLine} from '../parsers/kernel-log.ts';

/** A packet that a firewall of the host says it did not let through. */
export interface RefusedPacket {
	readonly line: KernelLine;
	/** What the firewall writes before it: `[UFW BLOCK]`, `filter_FWD_public_REJECT:`. */
	readonly prefix: string;
	readonly incoming: string;
	readonly outgoing: string;
	readonly source: string;
	readonly destination: string;
	readonly protocol: string;
	readonly port: number;
}

/** Of the target LOG: net/netfilter/nf_log_syslog.c of https://github.com/torvalds/linux */
const logged =
	/^(.*?)\s*\bIN=(\S*) OUT=(\S*) (?:.* )?SRC=(\S+) DST=(\S+) .*\bPROTO=(TCP|UDP) SPT=\d+ DPT=(\d+)(.*)$/;
const refusal = /block|drop|reject|den(?:y|ied)|prohibit/i;
/** Rules of network policies say so by their name, and are meant. */
const ofPolicy = /calico|cilium|policy/i;
/** Of TCP only what begins a connection: the rest of one that is over is refused everywhere. */
const begins = (protocol: string, rest: string): boolean =>
	protocol === 'UDP' || (/\bSYN\b/.test(rest) && !/\bACK\b/.test(rest));

export const refusedPackets = (log: readonly KernelLine[]): readonly RefusedPacket[] =>
	log.flatMap(line => {
		const [
			,
			prefix = '',
			incoming = '',
			outgoing = '',
			source = '',
			destination = '',
			protocol = '',
			port,
			rest = '',
		] = logged.exec(line.message) ?? [];
		return port !== undefined && refusal.test(prefix) && !ofPolicy.test(prefix) && begins(protocol, rest)
			? [{line, prefix, incoming, outgoing, source, destination, protocol, port: Number(port)}]
			: [];
	});
