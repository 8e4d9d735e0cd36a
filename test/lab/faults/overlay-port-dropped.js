import {rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped',
	about: 'this node drops VXLAN packets that arrive',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: ({cluster: {network}}) => ({
		cause: 'netfilter/overlay-port#dropped',
		subject: `UDP ${network.overlayPort}`,
	}),
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(({cluster: {network}}) => `INPUT -p udp -m udp --dport ${network.overlayPort} -j DROP`),
};
