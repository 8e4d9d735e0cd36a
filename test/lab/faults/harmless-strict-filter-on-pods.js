import {onPodNetwork, setSysctls} from '../kernel.js';

const setFilters = (node, value) =>
	setSysctls(
		node,
		onPodNetwork(node.description).map(({hostInterface}) => [
			`net/ipv4/conf/${hostInterface}/rp_filter`,
			value,
		]),
	);

export default {
	id: 'harmless-strict-filter-on-pods',
	about: 'rp_filter is strict on the interfaces of pods, each of which has its route',
	node: 'agent',
	expect: 'nothing',
	inject: ({target}) => setFilters(target, 1),
	heal: ({target}) => setFilters(target, 2),
};
