import {ipLines} from '../injections.js';

const dnsOf = ({description}) => description.pods.find(({containers}) => containers[0].name === 'coredns');

export default {
	id: 'peer-pod-address-here',
	about: 'the address of a pod of the peer is on lo of this node',
	node: 'agent',
	expect: {cause: 'route/foreign-local#pods'},
	breaks: ['dns-remote'],
	...ipLines(
		({peer}) => `address add ${dnsOf(peer).address}/32 dev lo`,
		({peer}) => `address del ${dnsOf(peer).address}/32 dev lo`,
	),
};
