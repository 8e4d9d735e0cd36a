import {daemonSetObject} from '../../api/controllers.js';
import {metadata} from '../../api/metadata.js';
import {netConfOf} from '../flannel-vxlan.js';
import {conflist} from './files.js';

export const apiObjects = cluster => ({
	configmaps: [
		{
			metadata: metadata(cluster, 'kube-flannel-cfg', {namespace: 'kube-system'}),
			data: {
				'cni-conf.json': JSON.stringify(conflist, undefined, 2),
				'net-conf.json': netConfOf(cluster),
			},
		},
	],
	daemonsets: [daemonSetObject(cluster, 'kube-flannel-ds', {app: 'flannel'})],
});
