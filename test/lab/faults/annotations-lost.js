import {annotations} from '../injections.js';

export default {
	id: 'annotations-lost',
	about: "the Node was deleted and came back without flannel's annotations",
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'overlay/own-announcement#missing', subject: 'node-2'},
	...annotations(
		'target',
		Object.fromEntries(
			['backend-data', 'backend-type', 'public-ip', 'kube-subnet-manager'].map(key => [
				`flannel.alpha.coreos.com/${key}`,
				undefined,
			]),
		),
	),
};
