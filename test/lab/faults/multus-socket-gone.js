import {renamedFile} from '../injections.js';

const socket = '/run/multus/multus.sock';

export default {
	id: 'multus-socket-gone',
	about: 'the socket of thick Multus was removed while its daemon runs',
	cni: ['flannel-multus-thick'],
	node: 'agent',
	records: ['flannel-multus-thick-agent-sick'],
	expect: {cause: 'multus/daemon#unreachable', subject: socket},
	...renamedFile(socket, `${socket}.gone`),
};
