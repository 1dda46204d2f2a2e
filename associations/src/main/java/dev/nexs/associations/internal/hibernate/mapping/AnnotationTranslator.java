package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.BelongsToAny;
import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasManyThrough;
import dev.nexs.associations.HasOneAny;
import dev.nexs.associations.HasOneThrough;
import dev.nexs.associations.LatestOf;
import dev.nexs.associations.OneOf;
import jakarta.persistence.CascadeType;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MappedSuperclass;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.boot.models.annotations.internal.AnyAnnotation;
import org.hibernate.boot.models.annotations.internal.AnyDiscriminatorAnnotation;
import org.hibernate.boot.models.annotations.internal.AnyDiscriminatorImplicitValuesAnnotation;
import org.hibernate.boot.models.annotations.internal.AnyKeyJavaClassAnnotation;
import org.hibernate.boot.models.annotations.internal.ColumnJpaAnnotation;
import org.hibernate.boot.models.annotations.internal.JoinColumnJpaAnnotation;
import org.hibernate.boot.models.annotations.internal.JoinFormulaAnnotation;
import org.hibernate.boot.models.annotations.internal.JoinTableJpaAnnotation;
import org.hibernate.boot.models.annotations.internal.ManyToManyJpaAnnotation;
import org.hibernate.boot.models.annotations.internal.ManyToOneJpaAnnotation;
import org.hibernate.boot.models.annotations.internal.OneToManyJpaAnnotation;
import org.hibernate.models.spi.ClassDetails;
import org.hibernate.models.spi.MemberDetails;
import org.hibernate.models.spi.ModelsContext;
import org.hibernate.models.spi.MutableMemberDetails;

/** Puts Hibernate's annotations beside ours, on the members of one class. */
final class AnnotationTranslator {

    private static final List<Class<? extends java.lang.annotation.Annotation>> MAPPED =
            List.of(Entity.class, MappedSuperclass.class, Embeddable.class);
    private static final int NAME_LENGTH = 64;

    private final ModelsContext context;

    private AnnotationTranslator(ModelsContext context) {
        this.context = context;
    }

    static void translate(ClassDetails details, ModelsContext context) {
        boolean mapped = MAPPED.stream().anyMatch(details::hasDirectAnnotationUsage);
        if (mapped && isAnnotated(details.toJavaClass())) {
            AnnotationTranslator translator = new AnnotationTranslator(context);
            details.getFields().forEach(translator::translate);
            details.getMethods().forEach(translator::translate);
        }
    }

    private static boolean isAnnotated(Class<?> type) {
        return Stream.<AnnotatedElement>concat(
                        Stream.of(type.getDeclaredFields()), Stream.of(type.getDeclaredMethods()))
                .anyMatch(member -> member.isAnnotationPresent(BelongsToAny.class)
                        || member.isAnnotationPresent(HasManyAny.class)
                        || member.isAnnotationPresent(HasOneAny.class)
                        || member.isAnnotationPresent(LatestOf.class)
                        || member.isAnnotationPresent(OneOf.class)
                        || member.isAnnotationPresent(HasManyThrough.class)
                        || member.isAnnotationPresent(HasOneThrough.class));
    }

    private void translate(MemberDetails member) {
        MutableMemberDetails target = (MutableMemberDetails) member;
        BelongsToAny belongs = member.getDirectAnnotationUsage(BelongsToAny.class);
        HasManyAny many = member.getDirectAnnotationUsage(HasManyAny.class);
        HasOneAny one = member.getDirectAnnotationUsage(HasOneAny.class);
        LatestOf latest = member.getDirectAnnotationUsage(LatestOf.class);
        OneOf first = member.getDirectAnnotationUsage(OneOf.class);
        HasManyThrough through = member.getDirectAnnotationUsage(HasManyThrough.class);
        HasOneThrough oneThrough = member.getDirectAnnotationUsage(HasOneThrough.class);
        if (belongs != null) {
            belongsToAny(belongs, target);
        } else if (many != null) {
            hasManyAny(many, target);
        } else if (one != null) {
            inverseToOne(one.fetch(), one.cascade(), target);
        } else if (latest != null) {
            inverseToOne(latest.fetch(), new CascadeType[0], target);
        } else if (first != null) {
            inverseToOne(first.fetch(), new CascadeType[0], target);
        } else if (through != null) {
            hasManyThrough(through, target);
        } else if (oneThrough != null) {
            inverseToOne(oneThrough.fetch(), new CascadeType[0], target);
        }
    }

    private void belongsToAny(BelongsToAny belongs, MutableMemberDetails target) {
        AnyAnnotation any = new AnyAnnotation(context);
        any.fetch(belongs.fetch());
        any.optional(belongs.optional());
        any.cascade(belongs.cascade());
        AnyDiscriminatorAnnotation discriminator = new AnyDiscriminatorAnnotation(context);
        discriminator.value(DiscriminatorType.STRING);
        AnyDiscriminatorImplicitValuesAnnotation names = new AnyDiscriminatorImplicitValuesAnnotation(context);
        names.implementation(TypeNames.class);
        AnyKeyJavaClassAnnotation key = new AnyKeyJavaClassAnnotation(context);
        key.value(belongs.idType());
        ColumnJpaAnnotation type = new ColumnJpaAnnotation(context);
        type.name(column(belongs.typeColumn(), target, "_type"));
        type.nullable(belongs.optional());
        type.length(NAME_LENGTH);
        JoinColumnJpaAnnotation id = new JoinColumnJpaAnnotation(context);
        id.name(column(belongs.idColumn(), target, "_id"));
        id.nullable(belongs.optional());
        Stream.of(any, discriminator, names, key, type, id).forEach(target::addAnnotationUsage);
    }

    private void hasManyAny(HasManyAny many, MutableMemberDetails target) {
        OneToManyJpaAnnotation annotation = new OneToManyJpaAnnotation(context);
        annotation.mappedBy(many.mappedBy());
        annotation.cascade(many.cascade());
        annotation.orphanRemoval(many.orphanRemoval());
        annotation.fetch(many.fetch());
        target.addAnnotationUsage(annotation);
    }

    /** The table is none, but a select that {@link ThroughPaths} writes when tables and columns have their names. */
    private void hasManyThrough(HasManyThrough through, MutableMemberDetails target) {
        ManyToManyJpaAnnotation annotation = new ManyToManyJpaAnnotation(context);
        annotation.fetch(through.fetch());
        JoinTableJpaAnnotation table = new JoinTableJpaAnnotation(context);
        table.name("nexs_through_" + target.getDeclaringType().getName().replaceAll("\\W", "_") + "_"
                + target.resolveAttributeName());
        table.joinColumns(new JoinColumn[] {column("nexs_owner")});
        table.inverseJoinColumns(new JoinColumn[] {column("nexs_member")});
        target.addAnnotationUsage(annotation);
        target.addAnnotationUsage(table);
    }

    private JoinColumn column(String name) {
        JoinColumnJpaAnnotation column = new JoinColumnJpaAnnotation(context);
        column.name(name);
        return column;
    }

    /** The formula is completed by {@link InverseToOnes} when tables and columns have their names. */
    private void inverseToOne(FetchType fetch, CascadeType[] cascade, MutableMemberDetails target) {
        ManyToOneJpaAnnotation annotation = new ManyToOneJpaAnnotation(context);
        annotation.cascade(cascade);
        annotation.fetch(fetch);
        JoinFormulaAnnotation formula = new JoinFormulaAnnotation(context);
        formula.value("(select null)");
        formula.referencedColumnName("");
        target.addAnnotationUsage(annotation);
        target.addAnnotationUsage(formula);
    }

    private static String column(String given, MemberDetails member, String suffix) {
        if (!given.isEmpty()) {
            return given;
        }
        return member.resolveAttributeName()
                        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .toLowerCase(java.util.Locale.ROOT)
                + suffix;
    }
}
