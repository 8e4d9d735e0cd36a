import {rule} from '../injections.js';

export default {
	id: 'overlay-port-dropped-by-mac',
	about: 'a rule drops UDP of the MAC address that the peer has, of which iptables knows no more',
	node: 'agent',
	expect: {cause: 'netfilter/overlay-port-suspect#mayDrop'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...rule(({peer}) => `INPUT -p udp -m mac --mac-source ${peer.description.mac} -j DROP`),
};
