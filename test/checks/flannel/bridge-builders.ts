import {linksOf, routesOf} from '../builders.ts';
import {addressOf} from '../flannel-builders.ts';

const flags = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
export const bridge = (changes: object = {}) => ({
	ifindex: 10,
	ifname: 'cni0',
	flags,
	mtu: 1450,
	operstate: 'UP',
	linkinfo: {info_kind: 'bridge', info_data: {}},
	...changes,
});
/** The host's end of a pod's pair. */
export const port = (name: string, changes: object = {}) => ({
	ifindex: 20,
	ifname: name,
	link_index: 2,
	link_netnsid: 1,
	flags,
	mtu: 1450,
	operstate: 'UP',
	master: 'cni0',
	linkinfo: {info_kind: 'veth'},
	...changes,
});
export const isDown = {flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN'};
export const links = (...objects: readonly object[]) => linksOf(...objects);
export const gateway = addressOf('cni0', '10.42.1.1/24');
export {addressOf, routesOf};
