import {all, missingFile} from '../injections.js';

export default {
	id: 'resolv-conf-dangling',
	about: 'resolv.conf is a link to the file of a resolver that was removed',
	node: 'agent',
	expect: {cause: 'dns/host-resolver#none', subject: '/etc/resolv.conf'},
	...all(missingFile('/etc/resolv.conf'), {
		inject: ({target}) =>
			target.run(['ln', '-s', '/run/systemd/resolve/stub-resolv.conf', '/etc/resolv.conf']),
		heal: ({target}) => target.remove('/etc/resolv.conf'),
	}),
};
