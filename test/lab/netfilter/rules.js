import {kubeProxyRules} from './kube-proxy.js';

const baseChains = {
	raw: ['PREROUTING', 'OUTPUT'],
	mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
	nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
	filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** Input for iptables-restore or, for `ipv6`, ip6tables-restore: what the CNI inserts first, kube-proxy's rules, and what the CNI appends. */
export const netfilterRulesOf = (cluster, node, family = 'ipv4') => {
	const ofLayers = cluster.layers.map(layer => layer.netfilter?.(cluster, node, family) ?? {});
	const owners = [
		...ofLayers.flatMap(({first = []}) => first),
		kubeProxyRules(cluster, family),
		...ofLayers.flatMap(({last = []}) => last),
	];
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
	const text = `${tables.flat().join('\n')}\n`;
	return cluster.cni.serviceRules?.(text) ?? text;
};

const restorePrograms = {ipv4: 'iptables-nft-restore', ipv6: 'ip6tables-nft-restore'};

export const restoreNetfilter = async (node, cluster) => {
	for (const family of cluster.network.families) {
		await node.run([restorePrograms[family]], {
			input: netfilterRulesOf(cluster, node.description, family),
		});
	}
};
