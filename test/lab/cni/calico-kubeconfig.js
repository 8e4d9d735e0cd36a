import {tokenOf} from '../service-accounts.js';

const base64 = text => Buffer.from(text).toString('base64');

/** `/etc/cni/net.d/calico-kubeconfig`; the token is of a ServiceAccount, `NAMESPACE:NAME`. */
export const calicoKubeconfigFile = (certificates, serviceAccount) => ({
	path: '/etc/cni/net.d/calico-kubeconfig',
	content: kubeconfig(certificates, serviceAccount),
	mode: 0o600,
});

const kubeconfig = (
	certificates,
	serviceAccount,
) => `# Kubeconfig file for Calico CNI plugin. Installed by calico/node.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: https://10.43.0.1:443
    certificate-authority-data: "${base64(certificates['server-ca'].certificate)}"
users:
- name: calico
  user:
    token: ${tokenOf(certificates, serviceAccount)}
contexts:
- name: calico-context
  context:
    cluster: local
    user: calico
current-context: calico-context
`;
