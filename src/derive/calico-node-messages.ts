import {calicoApiMessages} from './calico-api-messages.ts';
import type {CalicoNodeDeployment} from './calico-node-deployment.ts';
import {felixMessages} from './felix-messages.ts';

/** What calico-node no longer does, or never did, in Canal as in Calico. */
export const withoutCalicoNode = [
	'calico/nodename',
	'cni/network-unavailable',
	'cni/configuration-missing',
	'cni/calico-kubeconfig',
] as const;

/** What a check says of a calico-node that names its trouble; the trouble of one that is ready is a warning. */
export const calicoNodeMessages = (deployed: CalicoNodeDeployment) => ({
	...calicoApiMessages(deployed),
	...felixMessages(deployed),
});
