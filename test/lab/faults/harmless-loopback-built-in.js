import {all, editedFile, missingFile} from '../injections.js';

const restart = async ({target, stopDaemon, startDaemon}) => {
	await stopDaemon(target, 'containerd');
	await startDaemon(target, 'containerd');
};

const told = all(
	missingFile('/opt/cni/bin/loopback'),
	editedFile('/var/lib/rancher/rke2/agent/etc/containerd/config.toml', text =>
		text.replace(/^\s*conf_dir = .*$/m, '$&\n  use_internal_loopback = true'),
	),
);

export default {
	id: 'harmless-loopback-built-in',
	about: 'a containerd that is told to make lo itself needs no plugin loopback',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	inject: async lab => {
		await told.inject(lab);
		await restart(lab);
	},
	heal: async lab => {
		await told.heal(lab);
		await restart(lab);
	},
};
