import {editedFile} from '../injections.js';

export default {
	id: 'conflist-portmap-first',
	about: 'portmap comes before the plugin that makes the network',
	node: 'agent',
	expect: {cause: 'cni/configuration-content#order'},
	breaks: ['new-pod'],
	...editedFile('/etc/cni/net.d/10-canal.conflist', text => {
		const {plugins, ...rest} = JSON.parse(text);
		return JSON.stringify({...rest, plugins: [plugins[1], plugins[0], ...plugins.slice(2)]});
	}),
};
