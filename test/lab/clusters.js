import {loadKind, primaryKinds} from './cni.js';

const variants = {
	multus: {multus: true},
	'multus-thick': {multus: 'thick'},
	dual: {families: ['ipv4', 'ipv6']},
};

/** The clusters of a whole run: one of each kind, the kinds that RKE2 runs with Multus, and one of two families. */
export const clusterNames = async () => [
	...(await primaryKinds()),
	'canal-multus',
	'calico-multus',
	'calico-bgp-multus',
	'cilium-multus',
	'flannel-multus-thick',
	'canal-dual',
];

/** `KIND[-VARIANT…]`, such as `canal` or `calico-bgp-multus`, as options for `describeCluster`. */
export const clusterOptionsOf = async name => {
	const kinds = await primaryKinds();
	const kind = kinds
		.filter(candidate => name === candidate || name.startsWith(`${candidate}-`))
		.sort((one, other) => other.length - one.length)[0];
	const rest = kind === undefined ? '' : name.slice(kind.length + 1);
	const chosen = Object.keys(variants).filter(variant =>
		['', '-dual'].some(end => rest === `${variant}${end}`),
	);
	const options = [...chosen, ...(rest.endsWith('dual') ? ['dual'] : [])];
	if (kind === undefined || (rest !== '' && options.length === 0)) {
		throw new Error(
			`expected a cluster of ${kinds.join(', ')}, with -${Object.keys(variants).join(' or -')}, got ${name}`,
		);
	}
	const chosenOptions = Object.assign({cni: kind}, ...options.map(variant => variants[variant]));
	const {hasIpv6 = false} = await loadKind(kind);
	if (chosenOptions.families !== undefined && (!hasIpv6 || chosenOptions.multus !== undefined)) {
		throw new Error(`the lab builds no cluster ${name}: of two address families it has only canal-dual`);
	}
	return chosenOptions;
};
