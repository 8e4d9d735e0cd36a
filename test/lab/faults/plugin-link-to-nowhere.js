import {all, missingFile} from '../injections.js';

const path = '/opt/cni/bin/calico';

export default {
	id: 'plugin-link-to-nowhere',
	about: 'the plugin is a link to a directory that an upgrade has removed',
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#damaged'},
	breaks: ['new-pod'],
	...all(missingFile(path), {
		inject: ({target}) => target.write([{path, link: '/opt/cni/old/calico'}]),
		heal: ({target}) => target.remove(path),
	}),
};
