import {programPeers} from '../cni/flannel-vxlan.js';

export default {
	id: 'bridge-set-down',
	about: 'the bridge of the pods is set down, which disables all its ports',
	cni: ['flannel'],
	node: 'agent',
	expect: {cause: 'flannel/bridge#down', subject: 'cni0'},
	breaks: ['pods', 'pods-full-size', 'dns-local', 'dns-external'],
	inject: ({target}) => target.ipBatch('link set cni0 down'),
	heal: async ({target, cluster}) => {
		await target.ipBatch('link set cni0 up');
		await programPeers(target, cluster);
		await target.shell(
			'for try in $(seq 50); do [ "$(cat /sys/class/net/cni0/operstate)" = up ] && exit; sleep 0.1; done; exit 1',
		);
	},
};
