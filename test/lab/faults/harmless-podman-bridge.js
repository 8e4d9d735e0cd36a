import {newFile} from '../injections.js';

const podman = {
	cniVersion: '0.4.0',
	name: 'podman',
	plugins: [
		{
			type: 'bridge',
			bridge: 'cni-podman0',
			isGateway: true,
			ipMasq: true,
			ipam: {type: 'host-local', ranges: [[{subnet: '10.88.0.0/16'}]]},
		},
		{type: 'portmap', capabilities: {portMappings: true}},
		{type: 'firewall'},
		{type: 'tuning'},
	],
};

export default {
	id: 'harmless-podman-bridge',
	about: 'podman has a CNI configuration of its own, after that of the cluster',
	node: 'agent',
	expect: 'nothing',
	...newFile('/etc/cni/net.d/87-podman-bridge.conflist', JSON.stringify(podman)),
};
