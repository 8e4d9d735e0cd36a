import {editedFile} from '../injections.js';

const path = '/etc/cni/net.d/00-multus.conf';

/** As Cilium writes its own file: nothing of it is on this node any more. */
const ofCilium = {
	cniVersion: '0.3.1',
	name: 'portmap',
	plugins: [
		{type: 'cilium-cni', 'enable-debug': false, 'log-file': '/var/run/cilium/cilium-cni.log'},
		{type: 'portmap', capabilities: {portMappings: true}},
	],
};

export default {
	id: 'multus-delegate-stale',
	about: 'the CNI was changed, and Multus still hands new pods to the former one',
	cni: ['canal-multus'],
	node: 'agent',
	records: ['canal-multus-agent-sick'],
	expect: {cause: 'multus/delegate-stale#former', subject: path},
	breaks: ['new-pod'],
	...editedFile(
		path,
		text => `${JSON.stringify({...JSON.parse(text), delegates: [ofCilium]}, undefined, 2)}\n`,
	),
};
