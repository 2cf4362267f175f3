import './peeks';
