import {felixRules} from './felix.js';
import {flannelRules} from './flannel.js';
import {kubeProxyRules} from './kube-proxy.js';

const baseChains = {
	raw: ['PREROUTING', 'OUTPUT'],
	mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
	nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
	filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** Input for iptables-restore: what Felix inserts first, then kube-proxy's and flannel's rules. */
export const netfilterRulesOf = (cluster, node) => {
	const owners = [felixRules(node), kubeProxyRules(cluster), flannelRules(node, cluster.network)];
	const tables = Object.entries(baseChains).map(([table, chains]) => {
		const lines = owners.flatMap(owner => owner[table] ?? []);
		const declarations = lines.filter(line => line.startsWith(':'));
		const rules = lines.filter(line => !line.startsWith(':'));
		return [
			`*${table}`,
			...chains.map(chain => `:${chain} ACCEPT [0:0]`),
			...declarations,
			...rules,
			'COMMIT',
		];
	});
	return `${tables.flat().join('\n')}\n`;
};
