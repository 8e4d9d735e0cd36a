import {editedFile} from '../injections.js';

export default {
	id: 'plugin-empty',
	about: 'the disk was full while host-local was copied: the file is empty',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#damaged'},
	breaks: ['new-pod'],
	...editedFile('/opt/cni/bin/host-local', () => '', 0o755),
};
