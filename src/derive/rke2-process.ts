import type {Process} from '../parsers/pgrep.ts';

type Product = 'rke2' | 'k3s';

/** With a role: this program itself runs `rke2 --version` at the same time. */
const patterns: Readonly<Record<Product, RegExp>> = {
	rke2: /(?:^|\/)rke2 (server|agent)(?: |$)/,
	k3s: /(?:^|\/)k3s (server|agent)(?: |$)/,
};

/** A process that runs RKE2 or K3s. Nothing tells those of containers apart: alone it proves no installation. */
export interface ProductProcess extends Process {
	readonly role: 'server' | 'agent';
}

export const processesOf = (product: Product, processes: readonly Process[]): readonly ProductProcess[] =>
	processes.flatMap(process => {
		const role = patterns[product].exec(process.commandLine)?.[1];
		return role === 'server' || role === 'agent' ? [{...process, role}] : [];
	});
