import {all, nftTable} from '../injections.js';

/** What the node and its pods know of each other would outlast the rule for a while. */
const forgotten = {
	inject: async ({target}) => {
		const pods = target.description.pods.filter(({namespaceName}) => namespaceName !== undefined);
		for (const {namespaceName} of pods) {
			await target.run(['nsenter', `--net=/run/netns/${namespaceName}`, 'ip', 'neighbour', 'flush', 'all']);
		}
		await target.run(['ip', 'neighbour', 'flush', 'dev', 'cni0']);
	},
	heal: () => undefined,
};

export default {
	id: 'bridge-arp-dropped',
	about: 'rules of a former hypervisor drop ARP in every bridge, that of the pods included',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'flannel/bridge-arp#dropped', subject: 'bridge filter INPUT'},
	breaks: ['pods', 'pods-full-size', 'dns-local', 'dns-external'],
	...all(
		nftTable(
			'bridge filter',
			'chain INPUT { type filter hook input priority -200; policy accept; ether type arp counter drop; }',
		),
		forgotten,
	),
};
