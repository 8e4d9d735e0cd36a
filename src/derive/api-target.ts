import {isIP} from 'node:net';
import {rangeIndexOf} from './range-index.ts';

/** An address, of no service, at which parts of the CNI look for the Kubernetes API. */
export interface ApiTarget {
	readonly address: string;
	readonly port: number;
	/** Who looks there: `calico-node`, `Multus (/etc/cni/net.d/multus.d/multus.kubeconfig)`. */
	readonly users: readonly string[];
}

export interface ApiUser {
	readonly user: string;
	/** `https://10.0.0.1:6443` */
	readonly server: string;
}

const mostTargets = 3;

/** Addresses alone, each once: names are not resolved, and service addresses are asked by others. */
export const apiTargets = (users: readonly ApiUser[], services: readonly string[]): readonly ApiTarget[] => {
	const isService = rangeIndexOf(services);
	const targets = new Map<string, ApiTarget>();
	for (const {user, server} of users) {
		const {hostname, port} = URL.canParse(server) ? new URL(server) : {hostname: '', port: ''};
		const address = hostname.replace(/^\[(.*)\]$/, '$1');
		const target = {address, port: Number(port || 443)};
		const key = `${address} ${target.port}`;
		if (isIP(address) !== 0 && !isService(address)) {
			targets.set(key, {...target, users: [...(targets.get(key)?.users ?? []), user]});
		}
	}
	return [...targets.values()].slice(0, mostTargets);
};
