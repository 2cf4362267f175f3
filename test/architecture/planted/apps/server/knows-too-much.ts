import '../../libs/tenancy/src/domain/secret';
