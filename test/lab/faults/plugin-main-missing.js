import {missingFile} from '../injections.js';

export default {
	id: 'plugin-main-missing',
	about: "somebody cleaned /opt/cni/bin: the CNI's own plugin is gone",
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#missing'},
	breaks: ['new-pod'],
	...missingFile('/opt/cni/bin/calico'),
};
