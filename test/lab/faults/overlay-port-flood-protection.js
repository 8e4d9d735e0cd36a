import {rule} from '../injections.js';

export default {
	id: 'overlay-port-flood-protection',
	about: 'a flood protection lets one packet of the overlay through in a minute',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port-suspect#mayDrop'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(
		({cluster: {network}}) =>
			`INPUT -p udp --dport ${network.overlayPort} -m hashlimit --hashlimit-above 1/minute --hashlimit-burst 1 --hashlimit-mode dstport --hashlimit-name flood -j DROP`,
	),
};
