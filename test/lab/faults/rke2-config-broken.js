import {editedFile} from '../injections.js';

export default {
	id: 'rke2-config-broken',
	about: 'a tab in config.yaml: rke2 will not start again',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/configuration-invalid#broken', subject: '/etc/rancher/rke2/config.yaml'},
	...editedFile('/etc/rancher/rke2/config.yaml', text => `${text}\tdebug: true\n`),
};
